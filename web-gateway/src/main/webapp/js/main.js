// Puts the page together: who is logged in, which conversation is open, and who is told what.

import * as session from './session.js';
import { Chat } from './chat.js';
import { Login } from './ui/login.js';
import { Rest } from './rest.js';
import { Sidebar } from './ui/sidebar.js';
import { Store } from './store.js';
import { Thread } from './ui/thread.js';
import { WirePanel } from './ui/wire.js';
import { initTheme, toggleTheme } from './ui/theme.js';

const $ = (id) => document.getElementById(id);

// Whatever path the application is deployed under, REST and WebSocket lie beside this page.
const base = new URL('.', location);
const wsUrl = new URL('ws', base);
wsUrl.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';

initTheme();
for (const button of document.querySelectorAll('.theme-toggle')) button.addEventListener('click', toggleTheme);

const login = new Login({
  rest: new Rest({ base }),
  onIdentity(identity) {
    session.saveIdentity(identity);
    enter(identity);
  },
});

const identity = session.loadIdentity();
if (identity) enter(identity);
else login.show();

/** Runs the chat of one identity until its login is over. */
function enter(identity) {
  const life = new AbortController();
  const { signal } = life;
  const store = new Store(identity);
  const wirePanel = new WirePanel({ store, signal });
  const wire = (event) => wirePanel.add(event);
  const rest = new Rest({ base, token: identity.token, wire });
  const chat = new Chat({
    wsUrl: wsUrl.href,
    identity,
    store,
    rest,
    outbox: session.loadOutbox(),
    saveOutbox: session.saveOutbox,
    onEnded: (why) => leave(why),
    wire,
  });
  wirePanel.control(chat);
  const sidebar = new Sidebar({ store, onOpen: open, onChatWith: chatWith, signal });
  const thread = new Thread({ store, chat, onBack: () => open(null), signal });
  let opened = null;

  function open(conversationID) {
    opened = conversationID;
    $('app').classList.toggle('has-open', Boolean(conversationID));
    thread.open(conversationID);
    sidebar.select(conversationID);
    view();
  }

  /** Opens the chat with a user; resolves to what is wrong, or to nothing. */
  async function chatWith(userID) {
    if (userID === identity.userID) return 'That is you. Open a second user in a new tab.';
    try {
      const conversationID = await chat.chatWith(userID);
      if (!conversationID) return `Nobody here has the userID ${userID}.`;
      open(conversationID);
      return null;
    } catch (error) {
      return error.message;
    }
  }

  /** Messages count as read only while somebody can see them. */
  function view() {
    chat.view(document.visibilityState === 'visible' ? opened : null);
  }

  function render() {
    sidebar.render();
    thread.render();
    wirePanel.render();
    renderConnection(store.connection);
    document.title = `${store.unread ? `(${store.unread}) ` : ''}${identity.nickname} · Tidings`;
  }

  function leave({ reason, errCode, errMsg }) {
    life.abort();
    thread.open(null);
    if (reason === 'kicked') return showKicked();
    session.forget();
    login.show(reason === 'token' ? `Your login is no longer valid (${errCode} ${errMsg}). Please log in again.` : '');
  }

  function showKicked() {
    session.forget();
    $('kicked').showModal();
  }

  const listen = (target, type, handler) => target.addEventListener(type, handler, { signal });
  listen(document, 'visibilitychange', () => {
    view();
    if (document.visibilityState === 'visible') chat.loadDemoUsers();
  });
  listen(window, 'online', () => chat.reconnectNow());
  listen($('reconnect'), 'click', () => chat.reconnectNow());
  listen($('logout'), 'click', async () => {
    await chat.logout();
    leave({ reason: 'logout' });
  });
  // The countdown of the banner.
  const ticking = setInterval(() => renderConnection(store.connection), 500);
  signal.addEventListener('abort', () => clearInterval(ticking));

  login.hide();
  $('app').hidden = false;
  store.subscribe(render);
  open(null);
  chat.start();
  const invited = new URLSearchParams(location.search).get('chat');
  if (invited && invited !== identity.userID) chatWith(invited);
}

$('kicked').addEventListener('close', () => login.show());

const CONNECTION_WORDS = { connecting: 'Connecting …', online: 'Online', waiting: 'Offline', stopped: 'Logged out' };

function renderConnection({ name, retryAt }) {
  for (const pill of document.querySelectorAll('.connection')) {
    pill.dataset.state = name;
    pill.lastElementChild.textContent = CONNECTION_WORDS[name];
  }
  $('offline').hidden = name !== 'waiting';
  if (name !== 'waiting') return;
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  $('offline-text').textContent =
    `Connection lost. Next try ${seconds > 0 ? `in ${seconds} s` : 'now'}. You can keep writing.`;
}
