import { STATUS } from '../functions/handler.ts';
import { openApi } from '../shared/openapi/document.ts';
import type { Command } from './command.ts';

export const command: Command = {
  usage: 'openapi',
  summary: 'Prints all calls of the server as OpenAPI 3.1',
  words: [0, 0],
  options: {},
  run: async (_, terminal) => {
    terminal.out(`${JSON.stringify(openApi(STATUS), null, 2)}\n`);
    return 0;
  },
};
