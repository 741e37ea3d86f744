/** Tests of what the build has made of this repository's documentation. */
package io.stagger.site.built;
