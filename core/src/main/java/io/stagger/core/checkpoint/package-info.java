/**
 * Checkpoints of a run: tensors as safetensors beside a JSON manifest that says what made them.
 * Each one appears at once and complete, or not at all.
 */
package io.stagger.core.checkpoint;
