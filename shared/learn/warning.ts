/** What may keep one from believing a scorecard's numbers. A closed list. */
export const WARNINGS = [
  'srm',
  'multi_exposed',
  'contradicted',
  'robots',
  'outsized',
  'few_events',
  'few_acquisitions',
  'missing_outcomes',
  'days_without_events',
  'fading',
  'carry_over',
  'cap_refused',
  'too_varied',
] as const;
