// n8n reads its configuration when it is loaded: imported before everything else.
process.env['N8N_SSRF_PROTECTION_ENABLED'] = 'true';
