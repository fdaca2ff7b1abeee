/**
 * Where the server under test is. `run` sets these when it starts the stack itself. Of a cluster the addresses are lists with
 * commas, one of each node: the users of a scenario, and the devices of a user, are then spread over the nodes.
 */
export function target() {
  const api = addresses('IM_API_ADDR', 'http://127.0.0.1:8080/im');
  const ws = addresses('IM_WS_ADDR', 'ws://127.0.0.1:8080/im/ws');
  if (api.length !== ws.length) throw new Error('IM_API_ADDR and IM_WS_ADDR name different numbers of nodes');
  return {
    nodes: api.map((apiAddr, index) => ({ apiAddr, wsAddr: ws[index] })),
    apiAddr: api[0],
    wsAddr: ws[0],
    adminSecret: required('IM_ADMIN_SECRET', 'the server\'s im.auth.admin-secret'),
  };
}

function addresses(name, example) {
  return required(name, example).split(',').map((each) => each.trim()).filter(Boolean);
}

function required(name, example) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set (${example}); sdk-conformance/run sets it`);
  return value;
}
