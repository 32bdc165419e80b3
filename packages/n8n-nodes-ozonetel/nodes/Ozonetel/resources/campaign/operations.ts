/** Operations that take contacts. */
export const WITH_CONTACTS = ['upload', 'start', 'check'];

/** Operations that Ozonetel carries out for an account. */
export const WITH_ACCOUNT = ['upload', 'start', 'stop'];
