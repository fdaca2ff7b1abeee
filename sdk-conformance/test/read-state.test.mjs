import assert from 'node:assert/strict';
import { eventually } from '../lib/events.mjs';
import { PLATFORM, upTo } from '../lib/device.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

withEverySdk('read state', (scenario) => {
  scenario('what bob has not read is counted, and reading it brings the count to zero', async (world) => {
    const [alice, bob] = await world.pair();
    for (const number of upTo(3)) await alice.send(`message ${number}`, { to: bob.user.userID });
    const { conversationID } = await bob.unread(alice, 3);
    assert.equal(await bob.call('getTotalUnreadMsgCount'), 3);

    await bob.call('markConversationMessageAsRead', conversationID);

    await bob.unread(alice, 0);
    assert.equal(await bob.call('getTotalUnreadMsgCount'), 0);
    // Her own messages were never unread to the one who wrote them.
    await alice.unread(bob, 0);
  });

  scenario('alice is told that bob has read her messages', async (world) => {
    const [alice, bob] = await world.pair();
    const sent = [];
    for (const number of upTo(3)) sent.push(await alice.send(`message ${number}`, { to: bob.user.userID }));
    const { conversationID } = await bob.unread(alice, 3);
    // The SDK can place a receipt only on messages whose seq it knows.
    await alice.settles(conversationID, 3);

    await bob.call('markConversationMessageAsRead', conversationID);

    const ids = sent.map((message) => message.clientMsgID).sort();
    const receipted = () => alice.events.all('OnRecvC2CReadReceipt').flatMap(({ data }) => data);
    await eventually('a receipt for each message', () => receipted().flatMap((receipt) => receipt.msgIDList).length >= 3);
    assert.deepEqual(receipted().flatMap((receipt) => receipt.msgIDList).sort(), ids);
    for (const receipt of receipted()) assert.equal(receipt.userID, bob.user.userID);
    await eventually('her history shows them as read', async () =>
      (await alice.history(conversationID)).every((message) => message.isRead));
  });

  scenario('what was read on one device is read on the other', async (world) => {
    const [alice, bob] = await world.pair();
    const second = await world.device(bob.user, PLATFORM.windows);
    for (const number of upTo(3)) await alice.send(`message ${number}`, { to: bob.user.userID });
    const { conversationID } = await bob.unread(alice, 3);
    await second.unread(alice, 3);

    await bob.call('markConversationMessageAsRead', conversationID);

    await second.unread(alice, 0);
  });

  scenario('the count survives a logout, and what came meanwhile is added', async (world) => {
    const [alice, bob] = await world.pair();
    await alice.send('one', { to: bob.user.userID });
    await bob.unread(alice, 1);
    await bob.logout();
    await alice.send('two', { to: bob.user.userID });

    await bob.login(await world.token(bob.user, PLATFORM.web));

    await bob.unread(alice, 2);
  });
});
