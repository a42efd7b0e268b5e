import type { Cue } from './sound-cues.ts';

interface Note {
  /** Hz at its start and its end. */
  from: number;
  to?: number;
  /** Seconds after the cue, and how long it sounds. */
  at?: number;
  lasts: number;
  shape?: OscillatorType;
  loud?: number;
}

/** Small and soft: thirty people talk over it. */
const palette: Readonly<Record<Cue, readonly Note[]>> = {
  join: [
    { from: 659, lasts: 0.16, shape: 'triangle' },
    { from: 880, at: 0.07, lasts: 0.22, shape: 'triangle' },
  ],
  count: [{ from: 440, lasts: 0.18, shape: 'triangle', loud: 0.8 }],
  start: [
    { from: 523, lasts: 0.2, shape: 'triangle' },
    { from: 784, at: 0.1, lasts: 0.5, shape: 'triangle' },
  ],
  drop: [{ from: 520, to: 120, lasts: 0.18, shape: 'square', loud: 0.3 }],
  crash: [{ from: 180, to: 40, lasts: 0.7, shape: 'sawtooth', loud: 0.5 }],
  bell: [
    { from: 1_047, lasts: 1.8 },
    { from: 2_807, lasts: 0.9, loud: 0.35 },
    { from: 1_047, at: 0.45, lasts: 1.8 },
    { from: 2_807, at: 0.45, lasts: 0.9, loud: 0.35 },
  ],
  place: [{ from: 392, lasts: 0.3, shape: 'triangle' }],
  podium: [523, 659, 784, 1_047].map((from, index) => ({
    from,
    at: index * 0.12,
    lasts: index === 3 ? 1.2 : 0.35,
    shape: 'triangle' as const,
  })),
};

/** The stage's sounds, made on the spot. Silent until turned on by a tap, which browsers require too. */
export class StageSound {
  #on = $state(false);
  #audio: AudioContext | undefined;

  get on(): boolean {
    return this.#on;
  }

  toggle(): void {
    this.#on = !this.#on;
    if (!this.#on) return void this.#audio?.suspend();
    this.#audio ??= new AudioContext();
    void this.#audio.resume().then(() => this.play('join'));
  }

  play(cue: Cue): void {
    const audio = this.#audio;
    if (!this.#on || !audio) return;
    for (const note of palette[cue]) sound(audio, note);
  }
}

function sound(audio: AudioContext, { from, to, at = 0, lasts, shape = 'sine', loud = 1 }: Note): void {
  const start = audio.currentTime + at;
  const voice = new OscillatorNode(audio, { type: shape, frequency: from });
  const volume = new GainNode(audio, { gain: 0 });
  if (to !== undefined) voice.frequency.exponentialRampToValueAtTime(to, start + lasts);
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.16 * loud, start + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.001, start + lasts);
  voice.connect(volume).connect(audio.destination);
  voice.start(start);
  voice.stop(start + lasts);
}
