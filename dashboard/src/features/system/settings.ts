import type { Configuration, Setting } from '../../api/configuration';

/** A key and what the coordinator and the gateway hold it to be. */
export interface Line {
  key: string;
  coordinator: Setting | undefined;
  gateway: Setting | undefined;
  /** Both hold the same, told by the same. */
  same: boolean;
}

/** One line for each key, in the order of the coordinator. */
export function lines({ coordinator, gateway }: Configuration): Line[] {
  const own = new Map(gateway.map(setting => [setting.key, setting]));
  const both = coordinator.map(setting => line(setting.key, setting, own.get(setting.key)));
  const known = new Set(coordinator.map(setting => setting.key));
  const rest = gateway.filter(setting => !known.has(setting.key));
  return [...both, ...rest.map(setting => line(setting.key, undefined, setting))];
}

function line(key: string, coordinator?: Setting, gateway?: Setting): Line {
  const same = coordinator?.value === gateway?.value && coordinator?.source === gateway?.source;
  return { key, coordinator, gateway, same };
}

/** Those that have the text in their key, a value or a source, and, if asked for, were set by somebody. */
export function chosen(all: readonly Line[], text: string, setOnly: boolean): Line[] {
  const wanted = text.trim().toLowerCase();
  return all.filter(({ key, coordinator, gateway }) => {
    const settings = [coordinator, gateway].filter(setting => setting !== undefined);
    if (setOnly && settings.every(setting => setting.source === 'default')) return false;
    const words = [key, ...settings.flatMap(setting => [setting.value, setting.source])];
    return words.some(word => word.toLowerCase().includes(wanted));
  });
}
