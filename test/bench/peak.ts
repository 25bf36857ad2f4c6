import { spawn } from 'node:child_process';

/** Runs a module of ours in a process of its own and answers its peak memory in MB and what it printed. */
export async function peakOf(argv: string[], env: Record<string, string> = {}): Promise<{ peak: number; out: string }> {
  const tell = "process.on('exit', () => console.error('\\npeak', process.resourceUsage().maxRSS))";
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, ...argv], {
    env: { ...process.env, ...env },
  });
  const [out, err]: Buffer[][] = [[], []];
  child.stdout.on('data', (data) => out!.push(data));
  child.stderr.on('data', (data) => err!.push(data));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  const said = Buffer.concat(err!).toString();
  const peak = Number(/peak (\d+)/.exec(said)?.[1]) / 1024;
  if (code !== 0 || Number.isNaN(peak)) throw new Error(`${argv.join(' ')} ended with ${code}: ${said}`);
  return { peak: Math.round(peak), out: Buffer.concat(out!).toString() };
}
