/** The project's own icons, drawn on a 24 × 24 grid as strokes in the current colour. */
export const iconPaths = {
  /* Machines. */
  producer: 'M4 20h16M6 20v-7a6 6 0 0 1 12 0v7M12 7V3m0 0 5 2-5 1.500M10 13h4',
  broker: 'M3 5h18v14H3zM3 12h18M9.500 8.500h5M9.500 15.500h5',
  consumer: 'M4 13l2.500-8h11L20 13v6H4zM4 13h5a3 3 0 0 0 6 0h5',
  bank: 'M3 9l9-5 9 5zM3 20h18M6 9v8M10 9v8M14 9v8M18 9v8',
  /* The four legs: out along the top, back along the bottom. */
  publish: 'M4 12h12M12 7l5 5-5 5M20.500 5v14',
  confirm: 'M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3M15.500 13.500l2 2 3.500-4',
  deliver: 'M3 7h12v9H3zM3 7l6 5 6-5M18 9.500l3.500 3.500-3.500 3.500M17 13h4',
  ack: 'M2.500 13l4.500 4.500L15.500 8M11 16l1.500 1.500L21.500 8',
  nack: 'M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3M14 12.500l4 4m0-4-4 4',
  /* What is done to a message. */
  envelope: 'M3 6h18v13H3zM3 7l9 7 9-7',
  resend: 'M4 12a8 8 0 0 1 14-5.300L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.300L4 15M4 20v-5h5',
  fresh: 'M4 8h12v11H4zM4 9l6 5 6-5M19.500 2.500v6M16.500 5.500h6',
  store: 'M4 6.500c0-4 16-4 16 0v11c0 4-16 4-16 0zM4 6.500c0 4 16 4 16 0M4 12c0 4 16 4 16 0',
  inbox: 'M4 13l2.500-7h11L20 13v6H4zM4 13h5a3 3 0 0 0 6 0h5',
  requeue: 'M20 18v-5a5 5 0 0 0-5-5H4M8 4L4 8l4 4',
  park: 'M5 3h14v18H5zM10 17V7h3.500a3 3 0 0 1 0 6H10',
  discard: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.500 15.500L21 21',
  charge: 'M3 6h18v12H3zM3 10h18M7 14.500h4',
  record: 'M5 3h11l3 3v15H5zM9 12.500l2.500 2.500 4.500-5M9 7h4',
  commit: 'M7.500 11V8a4.500 4.500 0 0 1 9 0v3M5 11h14v10H5zM12 15v2.500',
  check: 'M4 12.500l5.500 5.500L20 7',
  cross: 'M6 6l12 12M18 6L6 18',
  drop: 'M12 2.500v4.500M12 17v4.500M2.500 12H7M17 12h4.500M5.500 5.500l3 3M15.500 15.500l3 3M18.500 5.500l-3 3M8.500 15.500l-3 3',
  /* People, machines and time. */
  bot: 'M5 9h14v10H5zM12 9V5M12 4.500v0M9 13.500v1M15 13.500v1M2.500 13v3M21.500 13v3',
  offline:
    'M3 3l18 18M8.500 16.500a5 5 0 0 1 6.500-.500M5 12.500a10 10 0 0 1 4.500-2.600M2 8.500A15 15 0 0 1 6.500 5.800M14 9.900a10 10 0 0 1 5 2.600M10.500 4.600A15 15 0 0 1 22 8.500M12 20v0',
  crash: 'M4 4h16v12H4zM9 20h6M12 16v4M13 6.500l-3 3.500h4l-3 3.500',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.500V12l3 2.500',
  waiting: 'M7 3h10M7 21h10M8 3v3.500L12 12l4-5.500V3M8 21v-3.500L12 12l4 5.500V21',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4.500v15L19.500 12z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4M12 5V3',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4.500 21a7.500 7.500 0 0 1 15 0',
  teacher: 'M3 4h18v11H3zM7 8h7M7 11h4M12 15v5M8 20h8',
  bulb: 'M9 17.500h6M10 21h4M12 3a6 6 0 0 0-3.500 10.900V15h7v-1.100A6 6 0 0 0 12 3',
  lock: 'M7.500 11V8a4.500 4.500 0 0 1 9 0v3M5 11h14v9H5z',
  leave: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  down: 'M5 9l7 7 7-7',
} as const;

export type IconName = keyof typeof iconPaths;
