import * as n8nWorkflow from 'n8n-workflow';

/** Exported by n8n 1 alone. */
const OF_N8N_1 = 'createDeferredPromise';

/**
 * The response mode in which n8n answers a call once it has stored the execution that the call starts or wakes, and 5xx
 * where it cannot. That is `onReceived` in n8n 2; n8n 1 answers that one before it stores anything, and a form's call
 * afterwards, with a URL that nobody needs.
 */
export const AFTER_STORING: n8nWorkflow.WebhookResponseMode =
  OF_N8N_1 in n8nWorkflow ? 'formPage' : 'onReceived';
