import { Palette } from './Palette';
import { useShortcuts } from './shortcuts';

/** What can be called up from everywhere. */
export function ShellTools() {
  useShortcuts();
  return <Palette />;
}
