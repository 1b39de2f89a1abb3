package dev.plinth.backend.uring;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * What the control groups of this process, and those above them, leave it of the machine's CPUs. Where
 * versions 1 and 2 are mounted side by side both count, and the smallest limit wins.
 *
 * @param cpuset the CPUs, or null if no group says
 * @param cpusetBy "cgroup v1" or "cgroup v2", or null
 * @param quota how many CPUs' worth of time, infinite if there is no limit
 * @param quotaBy as {@code cpusetBy}
 */
record CgroupLimits(BitSet cpuset, String cpusetBy, double quota, String quotaBy) {

    private static final CgroupLimits NONE = new CgroupLimits(null, null, Double.POSITIVE_INFINITY, null);

    private static final String V1 = "cgroup v1";
    private static final String V2 = "cgroup v2";

    static CgroupLimits read(KernelFiles files) {
        CgroupLimits limits = NONE;
        for (String folder : CgroupFolders.unified(files)) {
            limits = limits.and(V2, files.cpus(folder + "/cpuset.cpus.effective"))
                    .and(V2, quota(files.line(folder + "/cpu.max")));
        }
        for (String folder : CgroupFolders.of(files, "cpuset")) {
            BitSet cpus = files.cpus(folder + "/cpuset.effective_cpus");
            limits = limits.and(V1, cpus.isEmpty() ? files.cpus(folder + "/cpuset.cpus") : cpus);
        }
        for (String folder : CgroupFolders.of(files, "cpu")) {
            limits = limits.and(
                    V1,
                    quota(files.line(folder + "/cpu.cfs_quota_us") + " " + files.line(folder + "/cpu.cfs_period_us")));
        }
        return limits;
    }

    /** Of "200000 100000", two CPUs; of "max 100000" and of "-1 100000" no limit. */
    private static double quota(String quotaAndPeriod) {
        String[] fields = quotaAndPeriod.trim().split("\\s+");
        if (fields.length == 2 && fields[0].matches("\\d{1,18}") && fields[1].matches("\\d{1,18}")) {
            return Double.parseDouble(fields[0]) / Double.parseDouble(fields[1]);
        }
        return Double.POSITIVE_INFINITY;
    }

    private CgroupLimits and(String by, BitSet cpus) {
        if (cpus.isEmpty()) {
            return this;
        }
        BitSet both = (BitSet) cpus.clone();
        if (cpuset != null) {
            both.and(cpuset);
        }
        return both.equals(cpuset) ? this : new CgroupLimits(both, by, quota, quotaBy);
    }

    private CgroupLimits and(String by, double other) {
        return other < quota ? new CgroupLimits(cpuset, cpusetBy, other, by) : this;
    }

    /** "cgroup v2 cpuset 0-3, quota 1.5 CPUs by cgroup v2". */
    String describe() {
        List<String> parts = new ArrayList<>();
        parts.add(cpuset == null ? "cpuset none" : cpusetBy + " cpuset " + CpuList.text(cpuset));
        parts.add(quotaBy == null ? "quota none" : "quota " + describeQuota() + " by " + quotaBy);
        return String.join(", ", parts);
    }

    String describeQuota() {
        String number = String.format(Locale.ROOT, "%.2f", quota).replaceAll("\\.?0+$", "");
        return number + (quota == 1 ? " CPU" : " CPUs");
    }
}
