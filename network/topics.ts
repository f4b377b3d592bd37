/** The topics below the configured base; a plain subscriber to `<base>/#` sees everything. */
export interface Topics {
  readonly climate: string;
  readonly climateHistory: string;
  readonly alarm: string;
  readonly alarmHistory: string;
  readonly command: string;
  readonly status: string;
  readonly diagnostics: string;
}

/** The names' last parts, as configured. */
export interface TopicNames {
  topic_climate: string;
  topic_alarm: string;
  topic_status: string;
  topic_diagnostics: string;
}

export function topicsOf(base: string, names: TopicNames): Topics {
  const climate = `${base}/${names.topic_climate}`;
  const alarm = `${base}/${names.topic_alarm}`;
  return {
    climate,
    climateHistory: `${climate}/historial`,
    alarm,
    alarmHistory: `${alarm}/historial`,
    command: `${alarm}/set`,
    status: `${base}/${names.topic_status}`,
    diagnostics: `${base}/${names.topic_diagnostics}`,
  };
}
