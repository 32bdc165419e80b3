export async function measureGrowth(): Promise<void> {}
