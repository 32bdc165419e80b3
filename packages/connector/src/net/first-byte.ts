import type { Dispatcher } from 'undici';

/**
 * A dispatcher that calls `begin` when a connection is there, right before a request's first byte is written. If
 * `begin` throws, nothing is written and the request fails with what was thrown.
 */
export function beforeFirstByte(dispatcher: Dispatcher, begin: () => void): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => dispatch(options, withBegin(handler, begin)));
}

function withBegin(handler: Dispatcher.DispatchHandler, begin: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context: unknown) {
      begin();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  };
}
