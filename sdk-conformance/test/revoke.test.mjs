import assert from 'node:assert/strict';
import { PLATFORM, texts } from '../lib/device.mjs';
import { eventually } from '../lib/events.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

const REVOKED = 2101;

withEverySdk('revoke', (scenario) => {
  scenario('a message that alice takes back is gone at bob, whose SDK says so', async (world) => {
    const [alice, bob] = await world.pair();
    await alice.send('stays', { to: bob.user.userID });
    const regretted = await alice.send('a slip of the pen', { to: bob.user.userID });
    await bob.messagesOnceThereAre(2);
    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    await alice.settles(conversationID, 2);

    await alice.call('revokeMessage', { conversationID, clientMsgID: regretted.clientMsgID });

    const { data } = await bob.events.first('OnNewRecvMessageRevoked');
    assert.equal(data.clientMsgID, regretted.clientMsgID);
    assert.equal(data.revokerID, alice.user.userID);
    for (const device of [alice, bob]) {
      const history = await eventually(`${device.name} shows it as revoked`, async () => {
        const list = await device.history(conversationID);
        return list[1]?.contentType === REVOKED && list;
      });
      assert.equal(texts(history)[0], 'stays');
      assert.ok(!JSON.stringify(history).includes('a slip of the pen'), `${device.name} still has the text`);
    }
  });

  scenario('a device that comes later never sees the text that was taken back', async (world) => {
    const [alice, bob] = await world.pair();
    const regretted = await alice.send('a slip of the pen', { to: bob.user.userID });
    await alice.send('stays', { to: bob.user.userID });
    await bob.messagesOnceThereAre(2);
    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    await alice.settles(conversationID, 2);
    await alice.call('revokeMessage', { conversationID, clientMsgID: regretted.clientMsgID });
    await bob.events.first('OnNewRecvMessageRevoked');

    const late = await world.device(bob.user, PLATFORM.windows);

    const history = await late.settles(conversationID, 2);
    assert.equal(history[0].contentType, REVOKED);
    assert.equal(texts(history)[1], 'stays');
    assert.ok(!JSON.stringify(history).includes('a slip of the pen'));
  });
});
