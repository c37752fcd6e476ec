import classes from './TaskTitle.module.css';
import { taskTitle, type Titled } from './titled';
import { Words } from './Words';

/** What a task is called, on one line: its name first, then what it does, dimmed. */
export function TaskTitle({ task }: { readonly task: Titled }) {
  const { name, work } = taskTitle(task);
  return (
    <span className={classes.title}>
      {name !== '' && (
        <span className={classes.name}>
          <Words>{name}</Words>
        </span>
      )}
      {name !== '' && ' '}
      <span className={classes.code}>
        <Words>{work}</Words>
      </span>
    </span>
  );
}
