import assert from 'node:assert/strict';
import { PLATFORM, texts } from '../lib/device.mjs';
import { eventually } from '../lib/events.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

/** What a device shows of a conversation, once it is these texts and nothing else. */
async function shows(device, conversationID, expected) {
  let last;
  try {
    return await eventually('', async () => {
      last = texts(await device.history(conversationID, 200)).filter((text) => text !== undefined);
      return JSON.stringify(last) === JSON.stringify(expected);
    });
  } catch (timeout) {
    throw new Error(`${device.name} shows ${JSON.stringify(last)}, not ${JSON.stringify(expected)}`, { cause: timeout });
  }
}

withEverySdk('delete', (scenario) => {
  scenario('what bob deletes is gone on his other device and after a new login, and stays at alice', async (world) => {
    const [alice, bob] = await world.pair();
    const second = await world.device(bob.user, PLATFORM.windows);
    for (const text of ['one', 'two', 'three']) await alice.send(text, { to: bob.user.userID });
    await bob.messagesOnceThereAre(3);
    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    for (const device of [alice, bob, second]) await device.settles(conversationID, 3);
    const two = (await bob.history(conversationID)).find((message) => message.textElem?.content === 'two');

    await bob.call('deleteMessage', { conversationID, clientMsgID: two.clientMsgID });

    for (const device of [bob, second]) await shows(device, conversationID, ['one', 'three']);
    await alice.send('four', { to: bob.user.userID });
    for (const device of [bob, second]) await shows(device, conversationID, ['one', 'three', 'four']);
    const late = await world.device(bob.user, PLATFORM.ios);
    await shows(late, conversationID, ['one', 'three', 'four']);
    await shows(alice, conversationID, ['one', 'two', 'three', 'four']);
  });

  scenario('a conversation that bob clears is empty on his other device and after a new login, and full at alice', async (world) => {
    const [alice, bob] = await world.pair();
    const second = await world.device(bob.user, PLATFORM.windows);
    for (const text of ['one', 'two', 'three']) await alice.send(text, { to: bob.user.userID });
    await bob.messagesOnceThereAre(3);
    const { conversationID } = await bob.conversation({ with: alice.user.userID });
    for (const device of [alice, bob, second]) await device.settles(conversationID, 3);

    await bob.call('clearConversationAndDeleteAllMsg', conversationID);

    for (const device of [bob, second]) await shows(device, conversationID, []);
    await alice.send('after', { to: bob.user.userID });
    for (const device of [bob, second]) await shows(device, conversationID, ['after']);
    const late = await world.device(bob.user, PLATFORM.ios);
    await shows(late, conversationID, ['after']);
    assert.ok(!JSON.stringify(await late.history(conversationID)).includes('three'));
    await shows(alice, conversationID, ['one', 'two', 'three', 'after']);
  });
});
