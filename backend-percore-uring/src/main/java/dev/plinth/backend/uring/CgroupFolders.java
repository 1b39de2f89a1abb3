package dev.plinth.backend.uring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the files of this process's control groups are: /proc/self/cgroup and /proc/self/mountinfo, put together. */
final class CgroupFolders {

    private static final int ROOT_FIELD = 3;
    private static final int MOUNT_FIELD = 4;

    private CgroupFolders() {}

    /** The group of the unified hierarchy (version 2), and those above it, as far as they are mounted here. */
    static List<String> unified(KernelFiles files) {
        return folders(files, "cgroup2", "");
    }

    /** The same for a controller of version 1: "cpu", "cpuset". */
    static List<String> of(KernelFiles files, String controller) {
        return folders(files, "cgroup", controller);
    }

    /** @param controller empty for version 2, whose line in /proc/self/cgroup names none */
    private static List<String> folders(KernelFiles files, String type, String controller) {
        Optional<String> group = files.lines("proc/self/cgroup").stream()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3 && names(fields[1], controller))
                .map(fields -> fields[2])
                .findFirst();
        if (group.isEmpty()) {
            return List.of();
        }
        List<Mount> mounts = files.lines("proc/self/mountinfo").stream()
                .map(line -> Mount.of(line, type, controller))
                .flatMap(Optional::stream)
                .toList();
        return mounts.stream()
                .filter(mount -> mount.holds(group.get()))
                .findFirst()
                .or(() -> mounts.stream().findFirst())
                .map(mount -> mount.upwardsFrom(group.get()))
                .orElse(List.of());
    }

    private static boolean names(String list, String controller) {
        return List.of(list.split(",", -1)).contains(controller);
    }

    /**
     * A mounted hierarchy.
     *
     * @param root the group that is at the mount point; a container's own, say
     */
    private record Mount(String root, String point) {

        /** Of a line such as "31 23 0:28 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct". */
        static Optional<Mount> of(String line, String type, String controller) {
            String[] halves = line.split(" - ", 2);
            String[] before = halves[0].split(" ");
            String[] after = halves.length == 2 ? halves[1].split(" ") : new String[0];
            boolean found = before.length > MOUNT_FIELD
                    && after.length == 3
                    && after[0].equals(type)
                    && (controller.isEmpty() || names(after[2], controller));
            return found
                    ? Optional.of(new Mount(unescape(before[ROOT_FIELD]), unescape(before[MOUNT_FIELD])))
                    : Optional.empty();
        }

        private static String unescape(String path) {
            return path.replace("\\040", " ")
                    .replace("\\011", "\t")
                    .replace("\\012", "\n")
                    .replace("\\134", "\\");
        }

        boolean holds(String group) {
            return root.equals("/") || group.equals(root) || group.startsWith(root + "/");
        }

        /**
         * The group's folder first, the mount point last. A group that is not below the mounted one (it was
         * read from within another namespace) is taken to be the mounted one itself.
         */
        List<String> upwardsFrom(String group) {
            String below =
                    holds(group) && !group.contains("..") ? group.substring(root.equals("/") ? 0 : root.length()) : "";
            List<String> folders = new ArrayList<>();
            for (String path = below; path.lastIndexOf('/') >= 0; path = path.substring(0, path.lastIndexOf('/'))) {
                if (!path.equals("/")) {
                    folders.add(point + path);
                }
            }
            folders.add(point);
            return folders;
        }
    }
}
