import { CbEvents, getSDK } from '/lib/index.es.js';

// The page does what any page with this SDK does, and tells the test what the SDK says.
const sdk = getSDK({ coreWasmPath: '/assets/openIM.wasm', sqlWasmPath: '/assets/sql-wasm.wasm', debug: false });

for (const name of new Set(Object.values(CbEvents))) {
  sdk.on(name, ({ data, errCode, errMsg }) => window.reportEvent({ name, data, errCode, errMsg }));
}

/** Calls the SDK by method name; a rejection comes back as a value, for it would lose its error code on the way. */
window.callSdk = async (method, args) => {
  try {
    const answer = await sdk[method](...args);
    return { data: answer?.data };
  } catch (failure) {
    const { errCode, errMsg, message } = failure ?? {};
    return { failure: { errCode, errMsg: errMsg ?? message ?? String(failure) } };
  }
};

window.sdkReady = true;
