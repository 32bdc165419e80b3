import {
  campaignStatusRequestSchema,
  type CampaignStatusAnswer,
  type VendorCampaign,
} from '@ozonetel-bulk-upload/shared-types';
import { json, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { SimulatorConfig } from '../config/simulator-config';
import { ASSUMED_REPLY_TEXTS, REPLY_TEXTS } from '../vendor-texts';
import type { Campaign, Campaigns } from './campaigns';

interface StatusParts {
  readonly config: Pick<SimulatorConfig, 'accounts' | 'errorHttpStatus'>;
  readonly campaigns: Campaigns;
}

const POSITIONS = { running: 'RUNNING', stopped: 'STOPPED' } as const;

/**
 * `GET /ca_apis/campaignStatus` (docs/ozonetel-api.md, "Related APIs of the vendor"): the key as header `apiKey`, and a JSON body. **Our
 * assumptions**: refusals have the texts of bulk upload, and a blank `campaignName` asks for all campaigns of the user,
 * as an older page shows several.
 */
export function answerCampaignStatus({
  config,
  campaigns,
}: StatusParts): (RequestHandler | ErrorRequestHandler)[] {
  const { accounts, errorHttpStatus } = config;
  const refuse = (message: string): [number, CampaignStatusAnswer] => [
    errorHttpStatus,
    { status: 'error', message },
  ];
  const decide = (apiKey: string | undefined, body: unknown): [number, CampaignStatusAnswer] => {
    const asked = campaignStatusRequestSchema.safeParse(body);
    if (!asked.success) return refuse(ASSUMED_REPLY_TEXTS.statusBodyMissing);
    const { userName, campaignName } = asked.data;
    if (!accounts.some((known) => known.username === userName && known.apiKey === apiKey)) {
      return refuse(REPLY_TEXTS.authenticationFailed);
    }
    const found = campaigns
      .ofUser(userName)
      .filter(([, { config: known }]) => campaignName.trim() === '' || known.name === campaignName);
    if (found.length === 0) return refuse(REPLY_TEXTS.campaignNotFound);
    return [200, { status: 'success', message: found.map(showCampaign) }];
  };
  const answer: RequestHandler = (request, response) => {
    const [status, body] = decide(request.get('apiKey'), request.body);
    response.status(status).json(body);
  };
  const answerBadJson: ErrorRequestHandler = (_error, _request, response, _next) => {
    const [status, body] = refuse(ASSUMED_REPLY_TEXTS.statusBodyMissing);
    response.status(status).json(body);
  };
  return [json({ limit: '16kb' }), answer, answerBadJson];
}

function showCampaign([id, { config, position }]: readonly [number, Campaign]): VendorCampaign {
  return {
    CampaignID: String(id),
    CampaignName: config.name,
    UserName: config.username,
    Position: POSITIONS[position],
  };
}
