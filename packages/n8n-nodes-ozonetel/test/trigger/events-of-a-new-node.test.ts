import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';
import { OzonetelTrigger } from '../../nodes/OzonetelTrigger/OzonetelTrigger.node';
import { TestTrigger } from '../harness/test-trigger';

const { description } = new OzonetelTrigger();

const nodeOf = (parameters: INodeParameters): INode => ({
  id: 'x',
  name: 'Ozonetel Trigger',
  type: 'ozonetelTrigger',
  typeVersion: 2,
  position: [0, 0],
  parameters,
});

const resolve = (parameters: INodeParameters): INodeParameters => {
  const node = nodeOf(parameters);
  return (
    NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description) ?? {}
  );
};

/** As n8n's editor makes the actions of its nodes panel (`triggersCategory` in useActionsGenerator). */
const actions = (): { readonly name: string; readonly sets: INodeParameters }[] => {
  const source = description.properties.find(({ displayName }) =>
    ['event', 'events', 'trigger on'].includes(displayName.toLowerCase()),
  );
  const show = source?.displayOptions?.show ?? {};
  const shown = Object.fromEntries(
    Object.entries(show).map(([name, values]) => [name, values?.[0] as string]),
  );
  return (source?.options ?? []).flatMap((option) => {
    if (!('value' in option) || source === undefined) return [];
    const value = source.type === 'multiOptions' ? [option.value as string] : option.value;
    return [{ name: option.name, sets: { [source.name]: value, ...shown } }];
  });
};

/** The field that the editor shows for a parameter. */
const shownField = (name: string, parameters: INodeParameters) =>
  description.properties.find(
    (property) =>
      property.name === name &&
      NodeHelpers.displayParameter(parameters, property, nodeOf(parameters), description, parameters),
  );

it('every trigger action of the nodes panel chooses its event, and the way that can deliver it', () => {
  const chosen = actions().map(({ name, sets }) => {
    const { mode, events } = resolve(sets);
    return [name, mode, events];
  });
  expect(chosen).toEqual([
    ['Upload Succeeded', 'direct', ['succeeded']],
    ['Upload Failed', 'direct', ['failed']],
    ['Upload Rejected', 'connector', ['rejected']],
    ['Upload Unconfirmed', 'direct', ['unconfirmed']],
    ['Upload Canceled', 'connector', ['canceled']],
  ]);
});

it('the events that an action chose are still chosen after another way to connect is chosen', () => {
  for (const { sets } of actions()) {
    const before = resolve(sets);
    const after = resolve({ ...sets, mode: before['mode'] === 'direct' ? 'connector' : 'direct' });
    expect(after['events']).toEqual(before['events']);
  }
});

it('the editor forgets no choice of events when another way to connect is chosen', () => {
  // The editor unsets a choice of several whose field depends on `mode` by that name (removeMismatchedOptionValues).
  for (const { name, displayOptions: { show = {}, hide = {} } = {} } of description.properties) {
    const isForgotten = name === 'events' && ('mode' in show || 'mode' in hide);
    expect({ name, isForgotten }).toEqual({ name, isForgotten: false });
  }
});

it('the connector’s credential stands below the choice that asks for it', () => {
  const parameters = resolve({ mode: 'connector' });
  const names = description.properties
    .filter((property) => NodeHelpers.displayParameter(parameters, property, nodeOf(parameters), description))
    .map(({ name, type }) => (type === 'credentials' ? type : name));
  // The editor shows it at a field of this type, or else above the field that it depends on.
  expect(names.indexOf('credentials')).toBe(names.indexOf('mode') + 1);
  expect(shownField('credentials', resolve({ mode: 'direct' }))).toBeUndefined();
});

it('every event has its name in the editor, whichever way is chosen', () => {
  for (const mode of ['direct', 'connector']) {
    const options = shownField('events', resolve({ mode }))?.options ?? [];
    const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
    expect(values).toEqual(['succeeded', 'failed', 'unconfirmed', 'rejected', 'canceled']);
  }
});

it('a new trigger starts with every outcome that its way can deliver, but a cancellation', () => {
  expect(resolve({ mode: 'direct' })['events']).toEqual(['succeeded', 'failed', 'unconfirmed']);
  expect(resolve({ mode: 'connector' })['events']).toEqual([
    'succeeded',
    'failed',
    'rejected',
    'unconfirmed',
  ]);
});

describe('publishing a trigger that listens to Ozonetel directly', () => {
  const publish = async (events: string[], typeVersion: number): Promise<unknown> => {
    const trigger = await TestTrigger.start({}, { mode: 'direct', events }, { typeVersion });
    try {
      return await trigger.hook('checkExists');
    } catch (error) {
      return error;
    } finally {
      await trigger.close();
    }
  };

  it.each([
    [['rejected'], 'Upload Rejected'],
    [['succeeded', 'canceled'], 'Upload Canceled'],
    [['rejected', 'canceled'], 'Upload Rejected and Upload Canceled'],
  ])('is refused for the events %j, with what to change', async (events, names) => {
    expect(await publish(events, 2)).toMatchObject({
      message: `Ozonetel itself does not report ${names}`,
      description: `Set Connect Via to Our Connector Service, or remove ${names} from Events.`,
    });
  });

  it('is refused without an event', async () => {
    expect(await publish([], 2)).toMatchObject({ message: 'No event is chosen' });
  });

  it('succeeds for the events that Ozonetel reports', async () => {
    expect(await publish(['succeeded', 'failed', 'unconfirmed'], 2)).toBe(true);
  });

  it('succeeds for the defaults of a trigger of release 0.1, which name a rejection', async () => {
    expect(await publish(['succeeded', 'failed', 'rejected', 'unconfirmed'], 1)).toBe(true);
  });
});
