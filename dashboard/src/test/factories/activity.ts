import type { Activity } from '../../api/activity';
import { now } from './task';

export const activity = (over: Partial<Activity> = {}): Activity => ({
  id: 1,
  at: now,
  actor: 'token:admin',
  verb: 'submitted',
  subjectKind: 'task',
  subjectId: '01a1fd85-0368-7724-84f1-fa1fb96c320e',
  count: 1,
  detail: 'report',
  ...over,
});
