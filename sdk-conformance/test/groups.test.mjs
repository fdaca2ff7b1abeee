import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { SESSION, texts, seqs, upTo } from '../lib/device.mjs';
import { eventually } from '../lib/events.mjs';
import { lacks } from '../lib/features.mjs';
import { withEverySdk } from '../lib/scenario.mjs';

// What the SDKs call a working group, the only kind that today's servers make.
const GROUP_TYPE = 2;

const joined = (device, groupID) => eventually(`${device.name} is in the group`, async () =>
  (await device.call('getJoinedGroupList')).find((group) => group.groupID === groupID));

const outOf = (device, groupID) => eventually(`${device.name} is out of the group`, async () =>
  !(await device.call('getJoinedGroupList')).some((group) => group.groupID === groupID));

/** A group of alice's with these others in it, known to all of them. */
async function group(alice, ...others) {
  const { groupID } = await alice.call('createGroup', {
    groupInfo: { groupName: 'the readers', groupType: GROUP_TYPE },
    memberUserIDs: others.map((device) => device.user.userID),
    adminUserIDs: [],
    ownerUserID: alice.user.userID,
  });
  for (const device of [alice, ...others]) await joined(device, groupID);
  return groupID;
}

async function knowsMembers(device, groupID, expected) {
  const ids = expected.map((each) => each.user.userID).sort();
  await eventually(`${device.name} knows the ${ids.length} members`, async () => {
    const list = await device.call('getGroupMemberList', { groupID, filter: 0, offset: 0, count: 100 });
    return isDeepStrictEqual(list.map((member) => member.userID).sort(), ids);
  });
}

const textOnly = (messages) => messages.filter((message) => message.contentType === 101);

const announcedTexts = (device, groupID, count) => eventually(`${device.name} is told of ${count} texts in the group`, () => {
  const list = textOnly(device.events.messages()).filter((message) => message.groupID === groupID);
  return list.length >= count && texts(list);
});

async function trio(world) {
  const users = await Promise.all(['alice', 'bob', 'carol'].map((name) => world.user(name)));
  const devices = [];
  for (const user of users) devices.push(await world.device(user));
  return devices;
}

withEverySdk('groups', (scenario) => {
  scenario('a group that alice makes appears at its members with its name and size', async (world) => {
    const [alice, bob, carol] = await trio(world);

    const groupID = await group(alice, bob, carol);

    for (const device of [alice, bob, carol]) {
      const found = await joined(device, groupID);
      assert.equal(found.groupName, 'the readers');
      assert.equal(found.ownerUserID, alice.user.userID);
      assert.equal(found.memberCount, 3);
      await knowsMembers(device, groupID, [alice, bob, carol]);
    }
  });

  scenario('what is said in a group reaches every member once, in one order', async (world) => {
    const [alice, bob, carol] = await trio(world);
    const groupID = await group(alice, bob, carol);
    const said = upTo(20).map((number) => `message ${number}`);

    for (const [index, text] of said.entries()) await [alice, bob, carol][index % 3].send(text, { group: groupID });

    const conversationID = `sg_${groupID}`;
    for (const device of [alice, bob, carol]) {
      const history = await eventually(`${device.name} has all twenty`, async () => {
        const list = textOnly(await device.history(conversationID));
        return list.length >= 20 && list.every((message) => message.seq > 0) && list;
      });
      assert.deepEqual(texts(history), said, device.name);
      assert.equal(new Set(seqs(history)).size, 20, device.name);
      const conversation = await device.conversation({ group: groupID });
      assert.equal(conversation.conversationType, SESSION.group);
      assert.equal(conversation.showName, 'the readers');
    }
  });

  scenario('a member who is invited later hears what is said from then on', async (world) => {
    const [alice, bob, carol] = await trio(world);
    const groupID = await group(alice, bob);

    await alice.call('inviteUserToGroup', { groupID, reason: 'welcome', userIDList: [carol.user.userID] });
    await joined(carol, groupID);
    await bob.send('hello carol', { group: groupID });
    assert.deepEqual(await announcedTexts(carol, groupID, 1), ['hello carol']);
    await carol.send('hello bob', { group: groupID });

    assert.deepEqual(await announcedTexts(bob, groupID, 1), ['hello bob']);
  });

  scenario('a member who is removed is told, hears no more and cannot write', async (world) => {
    const [alice, bob, carol] = await trio(world);
    const groupID = await group(alice, bob, carol);

    await alice.call('kickGroupMember', { groupID, reason: 'noise', userIDList: [carol.user.userID] });
    await outOf(carol, groupID);
    const removed = carol.events.now;
    await alice.send('among us', { group: groupID });

    assert.deepEqual(await announcedTexts(bob, groupID, 1), ['among us']);
    await assert.rejects(carol.send('let me in', { group: groupID }));
    assert.deepEqual(texts(textOnly(carol.events.messages(removed))), []);
  });

  scenario('a member who leaves is out, and the others stay', async (world) => {
    const [alice, bob, carol] = await trio(world);
    const groupID = await group(alice, bob, carol);

    await carol.call('quitGroup', groupID);

    await outOf(carol, groupID);
    await knowsMembers(bob, groupID, [alice, bob]);
    await alice.send('among us', { group: groupID });
    assert.deepEqual(await announcedTexts(bob, groupID, 1), ['among us']);
  });

  scenario('a group that is dismissed is gone for its members, and nobody can write to it', async (world) => {
    const [alice, bob, carol] = await trio(world);
    const groupID = await group(alice, bob, carol);

    await alice.call('dismissGroup', groupID);

    await bob.events.first('OnGroupDismissed', (data) => data.groupID === groupID);
    await assert.rejects(bob.send('is anyone here?', { group: groupID }));
  });
}, { skip: lacks('groups') });
