export { ConfigError, loadConfig, type Config } from './config/load-config';
export { createLogger } from './observe/logger';
export { startConnector, type Connector, type ConnectorDeps } from './app/start-connector';
