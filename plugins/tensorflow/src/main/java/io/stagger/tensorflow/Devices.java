package io.stagger.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;

import io.stagger.api.StaggerException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;

/** Which devices there are, and which one to compute on. */
final class Devices {
  private static final String AUTO = "auto";
  private static final String FIRST_GPU = "GPU:0";

  private Devices() {}

  /** The devices that TensorFlow sees, such as "CPU:0" and "GPU:1". */
  static List<String> list() {
    List<String> devices = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_Graph graph = TF_Graph.newGraph();
      TF_Session session = TF_NewSession(graph, TF_SessionOptions.newSessionOptions(), status);
      status.throwExceptionIfNotOK();
      TF_DeviceList list = TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      for (int i = 0; i < TF_DeviceListCount(list); i++) {
        // A full name reads /job:localhost/replica:0/task:0/device:CPU:0.
        String name = TF_DeviceListName(list, i, status).getString();
        devices.add(name.substring(name.indexOf("device:") + "device:".length()));
      }
      TF_DeleteDeviceList(list);
      TF_DeleteSession(session, status);
    }
    return List.copyOf(devices);
  }

  /**
   * The device that a setting means.
   *
   * @param setting auto, cpu or gpu:N
   * @param devices what TensorFlow sees
   * @throws StaggerException if it is a GPU that is not there
   */
  static String choose(String setting, List<String> devices) {
    if (setting.equals(AUTO)) {
      return devices.contains(FIRST_GPU) ? FIRST_GPU : "CPU:0";
    }
    if (setting.equals("cpu")) {
      return "CPU:0";
    }
    String wanted = "GPU:" + Integer.parseInt(setting.substring("gpu:".length()));
    if (!devices.contains(wanted)) {
      List<String> gpus = devices.stream().filter(name -> name.startsWith("GPU")).toList();
      throw new StaggerException(
          gpus.isEmpty()
              ? "engine.device is '%s', but TensorFlow sees no GPU; use the GPU distribution on a machine with an NVIDIA driver, or set engine.device to auto or cpu."
                  .formatted(setting)
              : "engine.device is '%s', but TensorFlow sees only %s; set engine.device to one of them."
                  .formatted(setting, String.join(", ", gpus)));
    }
    return wanted;
  }
}
