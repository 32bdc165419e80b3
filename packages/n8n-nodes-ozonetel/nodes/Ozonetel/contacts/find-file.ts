import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

/**
 * The name of the binary field that holds an item's contact file: the one that is named, or else its only one.
 * @throws NodeOperationError that lists the files if there are several
 */
export function findFile(context: IExecuteFunctions, itemIndex: number, named: string): string {
  const files = fileNames(context.getInputData()[itemIndex]);
  if (named !== '' && files.includes(named)) return named;
  const [only, ...more] = files;
  if (named === '' && only !== undefined && more.length === 0) return only;
  const refuse = (message: string, description: string): never => {
    throw new NodeOperationError(context.getNode(), message, { description, itemIndex });
  };
  if (only === undefined) {
    return refuse(
      'The input has no file',
      'Check that the node before this one gives a file, or set Contacts From to Input Items if its items are the contacts.',
    );
  }
  const listed = files.join(', ');
  return named === ''
    ? refuse(
        `The input has ${files.length} files: ${listed}`,
        'Set Contacts From to File, and Input Binary Field to the one with the contacts.',
      )
    : refuse(
        `The input has no file called ${named}`,
        `It has ${listed}. Set Input Binary Field to the one with the contacts${files.length === 1 ? ', or leave it empty' : ''}.`,
      );
}

export function fileNames(item: INodeExecutionData | undefined): string[] {
  return Object.keys(item?.binary ?? {});
}

/** What cannot be a contact file by its type. */
const PICTURE_OR_PAPER = /^(?:(?:image|audio|video)\/|application\/pdf\b)/i;

/** Whether an item is a contact file, or several, and no contact with pictures or papers of its own. */
export function bringsFile(item: INodeExecutionData | undefined): boolean {
  const files = Object.values(item?.binary ?? {});
  const isContact = Object.keys(item?.json ?? {}).length > 0;
  return files.some(({ mimeType }) => !isContact || !PICTURE_OR_PAPER.test(mimeType));
}

/** The field of an item that describes a file instead of being a part of a contact: a form's, for instance. */
export function findFileField(item: INodeExecutionData | undefined): string | undefined {
  return Object.entries(item?.json ?? {}).find(([, value]) =>
    Array.isArray(value) ? value.some(isFileDescription) : isFileDescription(value),
  )?.[0];
}

function isFileDescription(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const has = (...names: string[]): boolean =>
    names.some((name) => typeof (value as Record<string, unknown>)[name] === 'string');
  return has('filename', 'fileName') && has('mimetype', 'mimeType');
}
