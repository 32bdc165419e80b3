import type { KnownHeader } from './known-headers';
import { digitsOf, FEWEST_DIGITS } from './phone-number';
import { withoutUnseen } from './visible-text';

/**
 * Names under which other programs export a column that Ozonetel knows, by target and by the program. Left out on
 * purpose: names of a part (First Name), of a second number (Alternate Mobile, Other Phone), of a person of the seller's
 * side (Lead Owner holds a CRM user, not an Ozonetel agent), and names that fit two targets (Contact, Customer).
 * Spelling apart from letters does not matter: see `commonNameKey`.
 */
export const COMMON_COLUMNS: Readonly<Record<KnownHeader, Readonly<Record<string, readonly string[]>>>> = {
  PhoneNumber: {
    Ozonetel: ['Phone Number', 'Customer Phone', 'Dialed Number'],
    HubSpot: ['Phone Number', 'Mobile Phone Number', 'WhatsApp Phone Number'],
    Salesforce: [
      'Phone',
      'Mobile',
      'MobilePhone',
      'HomePhone',
      'Contact Phone',
      'Contact Mobile',
      'Lead Phone',
    ],
    Zoho: ['Mobile', 'Phone', 'Home Phone', 'Contact Mobile', 'Lead Mobile'],
    LeadSquared: ['Phone', 'Mobile', 'Mobile Number', 'Prospect Phone'],
    'Google Contacts': ['Phone 1 - Value', 'Mobile 1 - Value'],
    Outlook: ['Mobile Phone', 'Primary Phone', 'Home Phone', 'Business Phone', 'Telephone Number'],
    Freshworks: ['Mobile', 'Mobile Number', 'Work Number', 'Work Phone', 'Mobile Phone'],
    'Indian spreadsheets': [
      ...['Mob', 'Mob No', 'Mobile No', 'Mobil', 'Mobil No', 'Moblie', 'Moblie No'],
      ...['Ph', 'Ph No', 'Phone No', 'Phn No', 'Tel', 'Tel No', 'Telephone', 'Telephone No', 'Landline No'],
      ...['Cell', 'Cell No', 'Cell Phone', 'Cell Phone No', 'Contact No', 'Contact Phone No', 'Calling No'],
      ...['Contact Mobile No', 'Mobile Phone No', 'Mobile Contact No'],
      ...[
        'Mobile Phone',
        'Phone Mobile',
        'Mobile Telephone',
        'Mobile Contact',
        'Phone Contact',
        'Primary Mobile',
      ],
      ...['Primary Mobile No', 'Primary Phone No', 'Primary Contact No', 'Registered Mobile'],
      ...[
        'Registered Mobile No',
        'Registered Phone No',
        'Regd Mobile',
        'Regd Mobile No',
        'Reg Mobile No',
        'RMN',
      ],
      ...['WhatsApp', 'WhatsApp No', 'WhatsApp Mobile No', 'Mobile WhatsApp No', 'Customer Mobile'],
      ...[
        'Customer Mobile No',
        'Customer Phone No',
        'Customer Contact',
        'Customer Contact No',
        'Cust Mobile',
      ],
      ...[
        'Cust Mobile No',
        'Cust Phone',
        'Cust Phone No',
        'Cust Contact No',
        'Client Mobile',
        'Client Mobile No',
      ],
      ...[
        'Client Phone',
        'Client Phone No',
        'Client Contact No',
        'Lead Mobile No',
        'Lead Phone No',
        'Lead Contact No',
      ],
      ...['Student Mobile', 'Student Mobile No', 'Student Phone', 'Student Phone No', 'Student Contact No'],
      ...[
        'Patient Mobile',
        'Patient Mobile No',
        'Patient Phone No',
        'Patient Contact No',
        'Candidate Mobile No',
      ],
      ...[
        'Candidate Phone No',
        'Candidate Contact No',
        'Borrower Mobile No',
        'Borrower Contact No',
        'Member Mobile No',
      ],
      ...['Applicant Mobile No', 'Applicant Contact No', 'MSISDN', 'Buyer Mobile', 'Buyer Mobile No'],
      ...[
        'मोबाइल',
        'मोबाइल नंबर',
        'मोबाइल नम्बर',
        'मोबाईल',
        'मोबाईल नंबर',
        'फोन',
        'फोन नंबर',
        'फ़ोन',
        'फ़ोन नंबर',
        'संपर्क नंबर',
      ],
    ],
  },
  Name: {
    Ozonetel: ['Name', 'Caller Name'],
    HubSpot: ['Contact Name', 'Full Name'],
    Salesforce: ['Full Name', 'Contact Name', 'Lead Name'],
    Zoho: ['Full Name', 'Contact Name', 'Lead Name'],
    LeadSquared: ['Lead Name', 'Prospect Name'],
    'Google Contacts': ['Name'],
    Outlook: ['Full Name', 'Display Name'],
    Freshworks: ['Full Name', 'Display Name', 'Contact Name'],
    'Indian spreadsheets': [
      ...['Customer Name', 'Customer Full Name', 'Cust Name', 'Name of Customer', 'Name of the Customer'],
      ...['Client Name', 'Name of Client', 'Name of the Client', 'Contact Person', 'Contact Person Name'],
      ...['Contact Full Name', 'Person Name', 'Student Name', 'Name of Student', 'Name of the Student'],
      ...['Patient Name', 'Name of Patient', 'Name of the Patient', 'Candidate Name', 'Name of Candidate'],
      ...[
        'Name of the Candidate',
        'Borrower Name',
        'Applicant Name',
        'Member Name',
        'Party Name',
        'Buyer Name',
      ],
      ...[
        'Subscriber Name',
        'Policy Holder Name',
        'Guest Name',
        'Complete Name',
        'नाम',
        'पूरा नाम',
        'ग्राहक का नाम',
      ],
    ],
  },
  AgentId: {
    Ozonetel: ['Agent ID', 'Agent', 'Agent Login', 'Agent Login ID', 'Agent Unique ID'],
    'Indian spreadsheets': [
      ...['Agent Code', 'Agent No', 'Assigned Agent', 'Assigned Agent ID', 'Assign Agent'],
      ...['Telecaller ID', 'Tele Caller ID', 'एजेंट', 'एजेंट आईडी'],
    ],
  },
  Skill: {
    Ozonetel: ['Skill', 'Skills', 'Skill Name', 'Skill Names', 'Agent Skill', 'Agent Skills'],
    'Indian spreadsheets': [
      'Skill Set',
      'Skill Sets',
      'Skill Group',
      'Required Skill',
      'Skill Required',
      'कौशल',
    ],
  },
};

/** A longer header is a sentence, not a name. */
const MAX_CHARACTERS = 100;

/** Made when it is first needed: n8n loads the node at its start. */
let targets: ReadonlyMap<string, KnownHeader> | undefined;

/**
 * The known header that a common column name means, such as PhoneNumber for `Mobile No.`. None for `Mobile 2` and
 * `Mobile (do not call)`, nor for `Mobile 9845012345`: the first row is a contact, which would be lost as a header.
 */
export function findCommonTarget(header: string): KnownHeader | undefined {
  targets ??= listTargets();
  if (header.length > MAX_CHARACTERS || digitsOf(header) >= FEWEST_DIGITS) return undefined;
  const target = targets.get(commonNameKey(header));
  return target === 'PhoneNumber' && mayBeOtherNumber(header) ? undefined : target;
}

/** Words of remarks that tell how a number is written, or of which kind it is; another may say that it is not to be called. */
const HARMLESS_WORDS = new Set(
  `
    digit digits ten with without the country code prefix isd std format e g eg
    only in india indian ind include including incl exclude excluding excl and or
    mandatory required compulsory optional text numeric integer valid verified active
    mobile mob phone cell contact number no num whatsapp m r res value
    primary main home work business residence personal customer client lead self
    अंक अंकों मोबाइल फोन नंबर
  `
    .trim()
    .split(/\s+/),
);
/** The first number of several, and the country code. */
const HARMLESS_NUMBERS = new Set(['1', '01', '91']);
/** How many digits a number has, and the standard for them. */
const HARMLESS_NUMBERS_OF_REMARKS = new Set([...HARMLESS_NUMBERS, '10', '12', '164']);
const REMARK = /\([^()]*\)|\[[^[\]]*\]/g;

/** Whether a name is that of a second number, as `Phone 2`, or has a remark that may be about one: `Mobile (Alternate)`. */
function mayBeOtherNumber(header: string): boolean {
  const text = header.normalize('NFKC').toLowerCase();
  const remarks = text.match(REMARK)?.join(' ') ?? '';
  return (
    numbersOf(text.replace(REMARK, ' ')).some((number) => !HARMLESS_NUMBERS.has(number)) ||
    numbersOf(remarks).some((number) => !HARMLESS_NUMBERS_OF_REMARKS.has(number)) ||
    (remarks.match(/[\p{L}\p{M}]+/gu) ?? []).some((word) => !HARMLESS_WORDS.has(word))
  );
}

function numbersOf(text: string): string[] {
  return text.match(/\p{N}+/gu) ?? [];
}

function listTargets(): ReadonlyMap<string, KnownHeader> {
  return new Map(
    (Object.keys(COMMON_COLUMNS) as KnownHeader[]).flatMap((target) =>
      Object.values(COMMON_COLUMNS[target])
        .flat()
        .map((name) => [commonNameKey(name), target] as const),
    ),
  );
}

/**
 * What two spellings of a common name share: its letters. Case, spaces, punctuation, counting (`Phone 1`), remarks in
 * brackets and characters that nobody sees are left out, and No, Num and Number are one.
 */
export function commonNameKey(header: string): string {
  const text = withoutUnseen(header.normalize('NFKC')).toLowerCase();
  const plain = lettersOf(text.replace(REMARK, ''));
  return (plain === '' ? lettersOf(text) : plain).replace(/(?:numbers?|nums?|nos?)$/, 'no');
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{M}]/gu, '');
}
