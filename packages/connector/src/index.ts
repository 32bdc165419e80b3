export { ConfigError, loadConfig, type Config } from './config/load-config';
export { createLogger } from './logger';
export { startConnector, type Connector, type ConnectorDeps } from './app/start-connector';
