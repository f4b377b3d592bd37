/** The topics below the configured base; design: a plain subscriber to `<base>/#` sees everything. */
export interface Topics {
  readonly climate: string;
  readonly alarm: string;
  readonly status: string;
}

export function topicsOf(base: string): Topics {
  return {
    climate: `${base}/clima`,
    alarm: `${base}/alarma`,
    status: `${base}/estado`,
  };
}
