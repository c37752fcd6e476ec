import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';

interface Props<T extends string> {
  /** The id of what names it, or the name itself. */
  readonly labelledBy?: string;
  readonly label?: string;
  readonly choices: readonly { value: T; label: string }[];
  readonly value: T;
  /** In the head of a card it is small. */
  readonly size?: 'xs' | 'sm';
  readonly onChange: (value: T) => void;
}

/** One of a few, side by side; on a phone, which is too narrow for that, a select. */
export function Choice<T extends string>(props: Props<T>) {
  const { labelledBy, label, choices, value, size = 'sm', onChange } = props;
  const narrow = useMediaQuery('(max-width: 36em)', undefined, { getInitialValueInEffect: false });
  const choose = (chosen: string) => {
    const choice = choices.find(one => one.value === chosen);
    if (choice !== undefined) onChange(choice.value);
  };
  const named = { 'aria-labelledby': labelledBy, 'aria-label': label };
  return narrow ? (
    <NativeSelect
      {...named}
      size={size}
      {...(size === 'sm' ? { w: '100%' } : {})}
      data={[...choices]}
      value={value}
      onChange={event => choose(event.currentTarget.value)}
    />
  ) : (
    <SegmentedControl {...named} size={size} data={[...choices]} value={value} onChange={choose} />
  );
}
