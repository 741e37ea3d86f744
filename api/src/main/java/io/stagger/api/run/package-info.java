/** What a run tells while it goes on. */
package io.stagger.api.run;
