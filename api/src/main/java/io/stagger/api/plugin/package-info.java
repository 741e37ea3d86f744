/** How a plugin presents itself and what it contributes. */
package io.stagger.api.plugin;
