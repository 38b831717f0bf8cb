import type { ComponentChildren, VNode } from "preact";

/** One part of what is going on, under its name, with how many there are. */
export function Card(props: {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  /** Said when there is nothing. */
  readonly empty?: string;
  readonly children: ComponentChildren;
}): VNode {
  const { id, title, count, empty } = props;
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title} {count !== undefined && count > 0 && <span class="count">{count}</span>}
      </h2>
      {count === 0 && empty !== undefined && <p class="nothing">{empty}</p>}
      {props.children}
    </section>
  );
}
