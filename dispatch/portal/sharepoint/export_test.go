package sharepoint

// QuickXor is the sum of content.
func QuickXor(content []byte) string {
	var sum quickXor
	_, _ = sum.Write(content)
	return sum.String()
}
