/** The compute engine on TensorFlow Java: static graphs, resource variables, loops in the graph. */
package io.stagger.tensorflow;
