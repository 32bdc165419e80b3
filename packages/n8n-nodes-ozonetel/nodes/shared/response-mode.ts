import * as n8nWorkflow from 'n8n-workflow';

/** A function that the `n8n-workflow` of n8n 1 exports, and that of n8n 2 does not. */
const EXPORT_OF_N8N_1 = 'createDeferredPromise';

/**
 * The response mode in which n8n answers a call only after it has stored the execution that the call starts or wakes, and
 * with 5xx if it cannot. In n8n 2 that is `onReceived`. n8n 1 answers in that mode before it stores anything, and in the
 * mode `formPage` afterwards; its answer then holds the URL of the execution, which nobody reads.
 */
export const AFTER_STORING: n8nWorkflow.WebhookResponseMode =
  EXPORT_OF_N8N_1 in n8nWorkflow ? 'formPage' : 'onReceived';
