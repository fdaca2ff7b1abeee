/** Where the server under test is. `run` sets these when it starts the stack itself. */
export function target() {
  return {
    apiAddr: required('IM_API_ADDR', 'http://127.0.0.1:8080/im'),
    wsAddr: required('IM_WS_ADDR', 'ws://127.0.0.1:8080/im/ws'),
    adminSecret: required('IM_ADMIN_SECRET', 'the server\'s im.auth.admin-secret'),
  };
}

function required(name, example) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set (${example}); sdk-conformance/run sets it`);
  return value;
}
