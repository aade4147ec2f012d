/**
 * Where the details are shown: a column in a wide window, a drawer in a narrower one, a pane of its
 * own on a phone.
 */

import type { Preferences } from '../app/preferences.svelte';
import type { Router } from '../app/router.svelte';
import { focusOn } from '../lib/focus';

export class DetailsView {
  /** The details cover the transcript, where the window is too narrow for a column. */
  drawer = $state(false);
  readonly #router: Router;
  readonly #preferences: Preferences;

  constructor(router: Router, preferences: Preferences) {
    this.#router = router;
    this.#preferences = preferences;
  }

  /** Shows them; hides them where they are shown. */
  toggle(): void {
    if (matchMedia('(max-width: 700px)').matches) this.#router.showDetails();
    else if (!matchMedia('(max-width: 1180px)').matches) this.#preferences.switchDetails();
    else if (this.drawer) this.hide();
    else {
      this.drawer = true;
      void focusOn('hide-details');
    }
  }

  hide(): void {
    if (this.drawer) this.drawer = false;
    else this.#preferences.switchDetails();
    void focusOn('show-details');
  }

  /** Back to the transcript, or to the list where there is none. */
  leave(): void {
    if (this.#router.conversation === null) this.#router.close();
    else this.#router.leaveDetails();
  }
}
