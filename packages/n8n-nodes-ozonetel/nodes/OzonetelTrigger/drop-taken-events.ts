import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readText } from '../shared/read-text';
import { EventRecord } from './event-record';

const recordsByTrigger = new Map<string, EventRecord>();

/**
 * The events that no execution has taken before. Only a node that is executed may ask n8n's database, and n8n 2.41
 * loses what a webhook writes into the static data of a workflow that it then starts.
 */
export async function dropTakenEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const items = context.getInputData();
  if (context.getMode() === 'manual') return items;
  const fresh: INodeExecutionData[] = [];
  for (const item of items) {
    const id = readText(item.json['eventId']);
    if (id === '' || !(await wasTaken(context, id))) fresh.push(item);
  }
  return fresh;
}

/** An event that cannot be recorded is let through: to start a workflow twice is better than never. */
async function wasTaken(context: IExecuteFunctions, id: string): Promise<boolean> {
  try {
    return await recordOf(context).take(context, id);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    context.logger.warn(
      `Ozonetel Trigger “${context.getNode().name}” could not record an event, and lets it through: ${reason}`,
    );
    return false;
  }
}

function recordOf(context: IExecuteFunctions): EventRecord {
  const trigger = JSON.stringify([context.getWorkflow().id, context.getNode().id]);
  const record = recordsByTrigger.get(trigger) ?? new EventRecord();
  recordsByTrigger.set(trigger, record);
  return record;
}
