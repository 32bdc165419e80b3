import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { isFirstVersion } from '../shared/node-version';
import { ONLY_THROUGH_CONNECTOR } from './description';
import { noEventChosen, readWantedEvents } from './wanted-events';

/**
 * Refuses to publish a trigger that waits for what Ozonetel's own callback never reports. A node of version 1 had
 * such an event among its defaults: there it stays without effect.
 * @throws NodeOperationError that names the events and the way that delivers them
 */
export function refuseUndeliverable(context: IHookFunctions): void {
  if (isFirstVersion(context)) return;
  const { states } = readWantedEvents(context);
  if (states.length === 0) throw noEventChosen(context);
  const names = states.flatMap((state) => ONLY_THROUGH_CONNECTOR[state] ?? []).join(' and ');
  if (names === '') return;
  throw new NodeOperationError(context.getNode(), `Ozonetel itself does not report ${names}`, {
    description: `Set Connect Via to Our Connector Service, or remove ${names} from Events.`,
  });
}
