import type { CampaignConfig } from '../config/simulator-config';
import type { Contact } from '../contact-file/validate-records';

export type Position = CampaignConfig['position'];

/** A campaign as it stands. */
export interface CampaignView {
  readonly username: string;
  readonly name: string;
  readonly type: CampaignConfig['type'];
  readonly position: Position;
  readonly isProcessing: boolean;
  /** Uploads that were loaded. */
  readonly uploads: number;
  /** Contacts of all of them. */
  readonly contacts: number;
}

/** One campaign: where it stands, what is being processed for it, what was loaded into it. */
export class Campaign {
  position: Position;
  /** Whether an upload is being processed: "At a time single upload request is processed for any campaign." */
  isProcessing = false;
  readonly #keptContacts: number;
  readonly #contacts: Contact[] = [];
  #loadedContacts = 0;
  #loadedUploads = 0;

  constructor(
    readonly config: CampaignConfig,
    keptContacts: number,
  ) {
    this.position = config.position;
    this.#keptContacts = keptContacts;
  }

  /** How many more contacts are kept to be shown. */
  get room(): number {
    return this.#keptContacts - this.#contacts.length;
  }

  /** The contacts that are shown: the first that were loaded. */
  get contacts(): readonly Contact[] {
    return this.#contacts;
  }

  /** @param rows how many contacts the upload has; `contacts` are the first of them */
  load(contacts: readonly Contact[], rows: number): void {
    for (const contact of contacts.slice(0, this.room)) this.#contacts.push(contact);
    this.#loadedContacts += rows;
    this.#loadedUploads += 1;
  }

  view(): CampaignView {
    const { username, name, type } = this.config;
    return {
      username,
      name,
      type,
      position: this.position,
      isProcessing: this.isProcessing,
      uploads: this.#loadedUploads,
      contacts: this.#loadedContacts,
    };
  }
}

/** All campaigns of all accounts. */
export class Campaigns {
  readonly #campaigns = new Map<string, Campaign>();

  constructor(configs: readonly CampaignConfig[], keptContacts: number) {
    for (const config of configs) {
      this.#campaigns.set(keyOf(config.username, config.name), new Campaign(config, keptContacts));
    }
  }

  find(username: string, name: string): Campaign | undefined {
    return this.#campaigns.get(keyOf(username, name));
  }

  /** The campaigns of an account, each with its number, which starts at 1 and never changes. */
  ofUser(username: string): (readonly [number, Campaign])[] {
    return Array.from(this.#campaigns.values(), (campaign, index) => [index + 1, campaign] as const).filter(
      ([, { config }]) => config.username === username,
    );
  }

  list(): CampaignView[] {
    return Array.from(this.#campaigns.values(), (campaign) => campaign.view());
  }
}

function keyOf(username: string, name: string): string {
  return JSON.stringify([username, name]);
}
