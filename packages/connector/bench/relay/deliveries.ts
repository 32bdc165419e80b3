export async function measureDeliveries(): Promise<void> {}
