package app

import "golang.org/x/sys/windows"

// freeSpace is what the person may still write to the disk of folder, in bytes.
func freeSpace(folder string) (uint64, error) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, homeError("home_unreadable", err)
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0, homeError("home_unreadable", err)
	}
	return free, nil
}
