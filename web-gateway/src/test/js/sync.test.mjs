import assert from 'node:assert/strict';
import test from 'node:test';

import { HELD_MAX, PULL_MESSAGES_MAX, PULL_NOTIFICATIONS_MAX, Sync } from '../../main/webapp/js/sync.js';

const C = 'si_a_b';
const messages = (...seqs) => seqs.map((seq) => ({ seq }));
const seqs = (accepted) => accepted.map(({ seq }) => seq);

/** A client that is online and has everything up to `synced`. */
function online(synced) {
  const sync = new Sync();
  sync.compare(new Map(synced > 0 ? [[C, synced]] : []));
  if (synced > 0) sync.pulled({ conversationID: C, begin: synced, end: synced }, messages(synced));
  return sync;
}

test('what is next is accepted', () => {
  const sync = online(4);

  const result = sync.offer(C, messages(5, 6));

  assert.deepEqual(seqs(result.accepted), [5, 6]);
  assert.equal(result.pull, null);
  assert.equal(sync.synced(C), 6);
});

test('the first message of a conversation nobody knew is next', () => {
  assert.deepEqual(seqs(online(0).offer(C, messages(1)).accepted), [1]);
});

test('a duplicate is dropped', () => {
  const sync = online(4);

  const result = sync.offer(C, messages(3, 4, 5));

  assert.equal(result.duplicates, 2);
  assert.deepEqual(seqs(result.accepted), [5]);
});

test('a gap is pulled, and what came early is accepted after it, in order', () => {
  const sync = online(4);

  const early = sync.offer(C, messages(7));
  assert.deepEqual(early.accepted, []);
  assert.deepEqual(early.pull, { conversationID: C, begin: 5, end: 6, num: 2 });

  const mended = sync.pulled(early.pull, messages(6, 5));
  assert.deepEqual(seqs(mended.accepted), [5, 6, 7]);
  assert.equal(mended.pull, null);
});

test('one gap is one pull, however many pushes come meanwhile', () => {
  const sync = online(4);
  const { pull } = sync.offer(C, messages(7));

  assert.equal(sync.offer(C, messages(8)).pull, null);
  assert.equal(sync.offer(C, messages(9)).pull, null);

  assert.deepEqual(seqs(sync.pulled(pull, messages(5, 6)).accepted), [5, 6, 7, 8, 9]);
});

test('a second hole shows after the first is mended', () => {
  const sync = online(4);
  const first = sync.offer(C, messages(6)).pull;
  sync.offer(C, messages(9));

  const { accepted, pull } = sync.pulled(first, messages(5));

  assert.deepEqual(seqs(accepted), [5, 6]);
  assert.deepEqual(pull, { conversationID: C, begin: 7, end: 8, num: 2 });
});

test('a missing message that is pushed late, during its pull, is taken once', () => {
  const sync = online(4);
  const { pull } = sync.offer(C, messages(6));
  sync.offer(C, messages(5));

  const result = sync.pulled(pull, messages(5));

  assert.deepEqual(seqs(result.accepted), [5, 6]);
  assert.equal(result.pull, null);
});

test('a pull without an answer is asked again', () => {
  const sync = online(4);
  const { pull } = sync.offer(C, messages(6));

  assert.deepEqual(sync.pullFailed(pull), pull);
});

test('a large gap asks for the newest messages only', () => {
  const { pull } = online(4).offer(C, messages(1000));

  assert.deepEqual(pull, { conversationID: C, begin: 5, end: 999, num: PULL_MESSAGES_MAX });
});

test('a stream of notifications is pulled whole, up to a limit', () => {
  const sync = online(0);

  assert.deepEqual(sync.offer('n_a_b', messages(30)).pull, { conversationID: 'n_a_b', begin: 1, end: 29, num: 29 });
  const { begin, end, num } = sync.offer('n_a_c', messages(1001)).pull;
  assert.deepEqual([begin, end, num], [1001 - PULL_NOTIFICATIONS_MAX, 1000, PULL_NOTIFICATIONS_MAX]);
});

test('what a pull leaves out does not hold up what follows', () => {
  const sync = online(4);
  const { pull } = sync.offer(C, messages(8));

  const { accepted } = sync.pulled(pull, messages(7));

  assert.deepEqual(seqs(accepted), [7, 8]);
  assert.equal(sync.synced(C), 8);
});

test('more early messages than may be held are pulled in the end', () => {
  const sync = online(0);
  const { pull } = sync.offer(C, messages(2));
  const last = HELD_MAX + 50;
  for (let seq = 3; seq <= last; seq++) sync.offer(C, messages(seq));

  const { accepted, pull: further } = sync.pulled(pull, messages(1));

  assert.equal(accepted.length, HELD_MAX + 1);
  assert.deepEqual([further.begin, further.end], [HELD_MAX + 2, last]);
});

test('a page just opened pulls the newest message of each chat and nothing of the streams', () => {
  const sync = new Sync();

  const { pulls } = sync.compare(
    new Map([
      [C, 40],
      ['n_a_b', 7],
    ]),
  );

  assert.deepEqual(pulls, [{ conversationID: C, begin: 40, end: 40, num: 1 }]);
  assert.deepEqual(seqs(sync.offer('n_a_b', messages(8)).accepted), [8]);
});

test('a push before the comparison waits for it', () => {
  const sync = new Sync();
  assert.deepEqual(sync.offer(C, messages(41)).accepted, []);

  const { accepted, pulls } = sync.compare(new Map([[C, 41]]));

  assert.deepEqual(seqs(accepted.get(C)), [41]);
  assert.deepEqual(pulls, []);
});

test('a push newer than the comparison is accepted when its turn comes', () => {
  const sync = new Sync();
  sync.offer(C, messages(42));

  const { pulls } = sync.compare(new Map([[C, 41]]));

  assert.deepEqual(seqs(sync.pulled(pulls[0], messages(41)).accepted), [41, 42]);
});

test('after a reconnect one pull per conversation brings what was missed', () => {
  const sync = online(4);
  sync.disconnected();
  sync.offer(C, messages(9));

  const { pulls } = sync.compare(new Map([[C, 9]]));

  assert.deepEqual(pulls, [{ conversationID: C, begin: 5, end: 8, num: 4 }]);
  assert.deepEqual(seqs(sync.pulled(pulls[0], messages(5, 6, 7, 8)).accepted), [5, 6, 7, 8, 9]);
});

test('after a reconnect without anything missed nothing is pulled', () => {
  const sync = online(4);
  sync.disconnected();

  const { accepted, pulls } = sync.compare(new Map([[C, 4]]));

  assert.equal(accepted.size, 0);
  assert.deepEqual(pulls, []);
});

test('what was pushed just before the comparison is accepted by it without a pull', () => {
  const sync = online(4);
  sync.disconnected();
  sync.offer(C, messages(5));

  const { accepted, pulls } = sync.compare(new Map([[C, 5]]));

  assert.deepEqual(seqs(accepted.get(C)), [5]);
  assert.deepEqual(pulls, []);
});

test('a conversation that began while we were away is pulled from its beginning', () => {
  const sync = online(4);
  sync.disconnected();

  const { pulls } = sync.compare(
    new Map([
      [C, 4],
      ['si_a_z', 3],
    ]),
  );

  assert.deepEqual(pulls, [{ conversationID: 'si_a_z', begin: 1, end: 3, num: 3 }]);
});

test('a pull that the broken connection swallowed is made good by the comparison', () => {
  const sync = online(4);
  sync.offer(C, messages(7));
  sync.disconnected();

  const { pulls } = sync.compare(new Map([[C, 8]]));

  assert.deepEqual(pulls, [{ conversationID: C, begin: 5, end: 6, num: 2 }]);
  const { accepted, pull } = sync.pulled(pulls[0], messages(5, 6));
  assert.deepEqual(seqs(accepted), [5, 6, 7]);
  assert.deepEqual(pull, { conversationID: C, begin: 8, end: 8, num: 1 });
});

test('whatever is lost, doubled or shuffled, everything comes once and in order', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = lcg(seed);
    const sync = online(0);
    const shown = [];
    const answer = ({ begin, end }) => messages(...Array.from({ length: end - begin + 1 }, (_, i) => begin + i));
    let underWay = null;
    const take = ({ accepted, pull }) => {
      shown.push(...seqs(accepted));
      underWay = pull ?? underWay;
    };
    for (let newest = 1; newest <= 60; newest++) {
      if (random() < 0.2) continue;
      take(sync.offer(C, messages(newest)));
      if (random() < 0.2) take(sync.offer(C, messages(1 + Math.floor(random() * newest))));
      if (random() < 0.05) {
        sync.disconnected();
        underWay = null;
        const { accepted, pulls } = sync.compare(new Map([[C, newest]]));
        take({ accepted: accepted.get(C) ?? [], pull: pulls[0] ?? null });
      }
      if (underWay && random() < 0.5) {
        const range = underWay;
        underWay = null;
        take(sync.pulled(range, answer(range)));
      }
    }
    sync.disconnected();
    const { accepted, pulls } = sync.compare(new Map([[C, 60]]));
    take({ accepted: accepted.get(C) ?? [], pull: pulls[0] ?? null });
    while (underWay) {
      const range = underWay;
      underWay = null;
      take(sync.pulled(range, answer(range)));
    }
    assert.deepEqual(
      shown,
      Array.from({ length: 60 }, (_, i) => i + 1),
      `seed ${seed}`,
    );
  }
});

function lcg(seed) {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}
