/**
 * Parts of the protocol that a server may not have yet. Their scenarios run when IM_SDK_FEATURES names them, with commas
 * between; otherwise they are reported as skipped.
 */
export function lacks(feature) {
  const asked = (process.env.IM_SDK_FEATURES ?? '').split(',').map((each) => each.trim());
  return asked.includes(feature) || asked.includes('all') ? false : `not asked for: IM_SDK_FEATURES has no "${feature}"`;
}
