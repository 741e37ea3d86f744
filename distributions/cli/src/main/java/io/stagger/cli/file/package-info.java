/** How results become files: whole or not at all. */
package io.stagger.cli.file;
