import { z } from 'zod';

// Zod compiles its parsers where it may. A page's content security policy forbids that, and a browser reports the probe.
if ('document' in globalThis) z.config({ jitless: true });

export { z };
