"""What becomes of applications (GM/T 0034 section 12): who asks, who reviews and who issues are three people."""
