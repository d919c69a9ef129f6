//go:build linux && (amd64 || arm64)

package inspect

import (
	"os/exec"
	"runtime"
	"runtime/debug"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/muniment/muniment/internal/fault"
)

// alone makes a child end with its parent, and not take its signals from the terminal.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// confine takes from this process, for good, what reading bytes and writing an answer does not need: memory and time beyond the
// limits, new files, connections, other programs. Errors: Unavailable if the system does not allow to be confined; nothing is read
// then.
func confine(memory, seconds int64) error {
	debug.SetMemoryLimit(memory / 4 * 3)
	if err := unix.Setpriority(unix.PRIO_PROCESS, 0, 10); err != nil { // filing comes first
		return fault.New(fault.Unavailable, "the inspection cannot be confined").Because(err)
	}
	for _, l := range []struct {
		what int
		most uint64
	}{
		{unix.RLIMIT_DATA, uint64(memory)}, {unix.RLIMIT_CPU, uint64(seconds)}, {unix.RLIMIT_FSIZE, 0}, {unix.RLIMIT_CORE, 0}, // #nosec G115 -- not negative
	} {
		if err := unix.Setrlimit(l.what, &unix.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return fault.New(fault.Unavailable, "the inspection cannot be confined").Because(err)
		}
	}
	if err := filter(); err != nil {
		return fault.New(fault.Unavailable, "the inspection cannot be confined").Because(err)
	}
	return nil
}

// allowed are the calls of the system that a Go program makes to run, to read and to write what is open already.
var allowed = append([]uint32{
	unix.SYS_READ, unix.SYS_WRITE, unix.SYS_READV, unix.SYS_WRITEV, unix.SYS_CLOSE, unix.SYS_FSTAT, unix.SYS_LSEEK, unix.SYS_FCNTL,
	unix.SYS_MMAP, unix.SYS_MUNMAP, unix.SYS_MPROTECT, unix.SYS_MADVISE, unix.SYS_MREMAP, unix.SYS_BRK, unix.SYS_MINCORE,
	unix.SYS_FUTEX, unix.SYS_NANOSLEEP, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_CLOCK_GETTIME, unix.SYS_GETTIMEOFDAY, unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY,
	unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_SIGALTSTACK, unix.SYS_RESTART_SYSCALL, unix.SYS_TGKILL,
	unix.SYS_GETPID, unix.SYS_GETTID, unix.SYS_GETRANDOM, unix.SYS_PRCTL, unix.SYS_SET_ROBUST_LIST, unix.SYS_RSEQ, unix.SYS_CLONE, unix.SYS_CLONE3,
	unix.SYS_TIMER_CREATE, unix.SYS_TIMER_SETTIME, unix.SYS_TIMER_DELETE, unix.SYS_SETITIMER,
	unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_PWAIT, unix.SYS_EVENTFD2, unix.SYS_PIPE2, unix.SYS_PPOLL,
	unix.SYS_EXIT, unix.SYS_EXIT_GROUP,
}, allowedHere...)

// filter lets every other call fail as not permitted, in all threads of the process, for good. Source: seccomp(2).
func filter() error {
	const (
		number = 0 // offsets in struct seccomp_data
		arch   = 4
	)
	program := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: arch},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: auditArch, Jt: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: number},
	}
	for _, n := range allowed {
		program = append(program,
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: n, Jf: 1},
			unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW})
	}
	program = append(program, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)})
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	p := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}                                                                     // #nosec G115 -- a hundred
	_, _, e := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&p))) // #nosec G103 -- the call takes a pointer
	runtime.KeepAlive(program)
	if e != 0 {
		return e
	}
	return nil
}
