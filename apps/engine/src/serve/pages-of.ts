import type { DashboardPages } from "@hotpath/app-dashboard";

/** The web page's files; undefined, and said so, where they cannot be made. */
export async function pagesOf(): Promise<DashboardPages | undefined> {
  try {
    const { dashboardPages } = await import("@hotpath/app-dashboard");
    return await dashboardPages();
  } catch (error) {
    process.stderr.write(`hotpath: there is no web page: ${(error as Error).message}\n`);
    return undefined;
  }
}
